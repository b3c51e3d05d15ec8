"""manage.py learn_suggestions: learns the weights anew from the shipped notes and terms, and says how good they are."""

from django.core.management.base import BaseCommand, CommandError

from intake.suggestion import model, words

WRITERS = ("a", "b", "c", "d")
BLIND = ("a", "b", "c")  # wrote without having seen any labelled note


class Command(BaseCommand):
    help = (
        "Learns the weights of the suggestion from intake/data (sample_notes.csv, labelled_notes.csv, terms.csv, concepts.csv), prints how often they"
        " are right on notes left out of the training, and writes intake/data/weights.txt. Takes about two minutes; needs numpy."
    )
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument(
            "--report", metavar="FILE", help="write the figures and the table of confusions there too, as Markdown"
        )
        parser.add_argument("--dry-run", action="store_true", help="only judge; leave the weights as they are")

    def handle(self, *args, **options):
        try:
            import numpy as np

            from intake.suggestion import judging, training
        except ImportError as fault:
            raise CommandError("Learning needs numpy: pip install numpy.") from fault
        matters = [row["key"] for row in words.rows("matters.csv")]
        notes = [*training.samples(), *training.labelled(), *training.made_of_terms()]
        self.stdout.write(f"{len(notes)} notes, {len(words.shipped())} terms: comparing")
        library = training.Library(notes, matters, words.shipped())
        source = np.array([note.source for note in notes])
        labelled = np.flatnonzero(source == "labelled")
        lines = ["| learned from | judged on | first | within three | destination |", "|---|---|---|---|---|"]

        def told(learned: str, on: str, judged: judging.Judged) -> None:
            figures = [judging.between(hits) for hits in (judged.first, judged.within_three, judged.destination)]
            cells = " | ".join(
                f"{100 * share:.1f} % ({100 * low:.0f}–{100 * high:.0f})" for share, low, high in figures
            )
            lines.append(f"| {learned} | {on} | {cells} |")
            self.stdout.write(lines[-1])

        for line in lines:
            self.stdout.write(line)
        for learned, writers in (("a, b, c and terms (nearest to blind)", BLIND), ("all samples and terms", WRITERS)):
            places = np.flatnonzero(np.isin(source, [*writers, "terms"]))
            judged = judging.judge(library, labelled, places)
            told(learned, f"{len(labelled)} labelled notes", judged)
        for writer in WRITERS:
            rest = np.flatnonzero(np.isin(source, [*(one for one in WRITERS if one != writer), "terms"]))
            own = np.flatnonzero(source == writer)
            told(
                "the other writers and terms", f"{len(own)} notes of writer {writer}", judging.judge(library, own, rest)
            )
        always = np.flatnonzero(source != "labelled")
        judged, steep = judging.judge_in_folds(library, labelled, always)
        told(f"all samples, terms and the other {judging.FOLDS - 1} sixths", f"{len(labelled)} labelled notes", judged)
        table = _confusions(judged)
        self.stdout.write("\n".join(table))
        if options["report"]:
            with open(options["report"], "w", encoding="utf-8") as out:
                out.write("\n".join([*lines, "", *table]) + "\n")
        if not options["dry_run"]:
            fitted = np.zeros_like(library.truth)
            fitted[always] = library.fit(always)  # the labelled notes stay a test: learning from them gains nothing
            weights = {key: told.tolist() for key, told in library.weights(fitted).items()}
            model.write(words.DATA / model.WEIGHTS, model.pressed(matters, weights, library.rare, library.unmet, steep))
            self.stdout.write(f"Written: {model.WEIGHTS}, steepness {steep}")


def _confusions(judged) -> list[str]:
    rows = [
        f"| `{matter}` | `{taken}` | {times} |"
        for (matter, taken), times in sorted(judged.confusions().items(), key=lambda one: (-one[1], one[0]))
    ]
    return ["| matter | taken for | notes |", "|---|---|---|", *rows]
