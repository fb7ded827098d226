"""What people do to people: one module for each noun. Each verb runs inside the organization's scope unless it says otherwise."""
