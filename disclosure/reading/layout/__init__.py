"""Files taken apart: text, Word and PDF become blocks and cells, whatever form they follow."""
