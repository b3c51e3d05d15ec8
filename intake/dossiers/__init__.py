"""The dossier of a case (卷宗): what must lie in it, what is still missing, and one PDF with cover, index and page numbers."""
