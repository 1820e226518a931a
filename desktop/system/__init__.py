"""The only place that knows which system it runs on."""
