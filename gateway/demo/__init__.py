"""`postdesk demo`: sample letters through a real gateway, shown and checked step by step."""
