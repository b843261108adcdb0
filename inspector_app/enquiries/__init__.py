"""What inspectors write and pursue: notes, evidence, lines of enquiry, challenges, cases."""
