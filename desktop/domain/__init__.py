"""What Larder is about: values and rules, with no knowledge of files, screens or paper."""
