"""What calls take and give, as marshmallow schemas; the API document is made of them."""
