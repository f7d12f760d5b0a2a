"""A page as Markdown and as a notebook for Colab, JupyterLab and home."""
