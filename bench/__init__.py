"""What Waymark costs, measured side by side with how it is usually done."""
