"""What people do about numbers that are for sale, one module for each verb."""
