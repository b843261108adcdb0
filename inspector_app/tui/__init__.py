"""The screens of the program, drawn with Textual."""
