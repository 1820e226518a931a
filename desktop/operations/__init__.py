"""What a person does with the program, one function each: permission, rules, exactly one transaction, a journal entry."""
