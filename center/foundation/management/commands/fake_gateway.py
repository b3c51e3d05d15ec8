"""manage.py fake_gateway: a gateway that sends nothing, keeps what it gets under var/ and shows it on a page."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from center.foundation.gateway.fake import FakeGateway


class Command(BaseCommand):
    help = "Listen on 127.0.0.1 as a gateway of text messages would: for tests and the demonstration. It sends nothing."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8100, help="where it listens (8100); 0 for any free port")
        parser.add_argument("--fail-every", type=int, default=0, help="fail every n-th time (0: never)")
        parser.add_argument("--receipts", action="store_true", help="send receipts to SITE_URL")

    def handle(self, *args, port, fail_every, receipts, **options):
        if settings.PRODUCTION:
            raise CommandError("This shows phone numbers to whoever can reach the port. It is not for production.")
        if receipts and not settings.GATEWAY_RECEIPT_KEY:
            raise CommandError("Set GATEWAY_RECEIPT_KEY, here and where the portal runs, to sign receipts.")
        address = f"{settings.SITE_URL}/gateway/receipts" if receipts else ""
        store = settings.VAR_DIR / "gateway" / "messages.jsonl"
        try:
            gateway = FakeGateway(port, store, token=settings.GATEWAY_TOKEN, fail_every=fail_every, receipts_to=address)
        except (OSError, OverflowError) as error:
            raise CommandError(f"Port {port} cannot be used. Choose another with --port.") from error
        self.stdout.write(f"Listening on {gateway.address}; set GATEWAY_URL to this address where the portal runs.")
        self.stdout.flush()
        try:
            gateway.serve_forever()
        except KeyboardInterrupt:
            self.stdout.write("Ended.")
