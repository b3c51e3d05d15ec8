import re
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from center.config.icons import NAMES

DRAWING = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
FRAME = re.compile(r'<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>')


def sprite(folder: Path) -> str:
    """Every picked icon as a symbol of one SVG; CommandError names those that the set does not have."""
    missing = [name for name in NAMES if not (folder / f"{name}.svg").is_file()]
    if missing:
        raise CommandError(f"No such icons in {folder}: {', '.join(missing)}")
    return (
        '<svg xmlns="http://www.w3.org/2000/svg">'
        + "".join(_symbol(name, (folder / f"{name}.svg").read_text("utf-8")) for name in NAMES)
        + "</svg>\n"
    )


def _symbol(name: str, text: str) -> str:
    found = DRAWING.search(text)
    if found is None:
        raise CommandError(f"The icon {name} is not a drawing.")
    body = " ".join(FRAME.sub("", found[1]).split()).replace("> <", "><")
    return f'<symbol id="{name}" viewBox="0 0 24 24">{body}</symbol>'


class Command(BaseCommand):
    help = "Binds the picked icons into one sprite under the folder of assets; nothing is written when nothing changed."

    def handle(self, *args, **options):
        folder = Path(settings.ROOT) / "node_modules" / "@tabler" / "icons" / "icons" / "outline"
        if not folder.is_dir():
            raise CommandError(f"The icons are not installed: {folder} is missing. Run: npm ci")
        text = sprite(folder)
        target = Path(settings.ASSET_DIR) / "icons.svg"
        if not target.is_file() or target.read_text("utf-8") != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, "utf-8")
        self.stdout.write(f"{len(NAMES)} icons in {target}")
