"""The pages of bulk changes and of playbooks."""
