"""The icons of the pages, by the name they have in the outline set of @tabler/icons; `manage.py assets` binds them into one sprite."""

PLACES = """
home home-2 building building-community building-bank building-hospital map map-pin map-2 door-enter door-exit armchair
""".split()

PEOPLE = """
user users user-check user-plus user-search user-circle users-group id id-badge-2 heart-handshake hand-stop
stethoscope accessible old
""".split()

PAPERS = """
file files file-text file-plus file-check file-export file-import folder archive clipboard-list clipboard-check
notebook book certificate rubber-stamp signature writing paperclip printer qrcode download upload scan
""".split()

ACTS = """
plus minus x check checks circle-check circle-x circle-plus pencil trash search filter send share refresh login logout
lock lock-open key eye eye-off copy link external-link player-play player-pause player-stop settings adjustments
arrow-right arrow-left arrow-up arrow-down arrow-back-up arrow-forward-up arrows-exchange arrows-split arrow-merge
chevron-right chevron-left chevron-down chevron-up dots menu-2 device-floppy rotate hand-click
""".split()

STATES = """
clock hourglass clock-pause alarm alert-triangle alert-circle info-circle help-circle ban flag flag-2 star bell bell-ringing
point circle circle-dot calendar calendar-event calendar-due history shield shield-check shield-lock eye-check urgent
""".split()

WORDS = """
inbox message message-2 messages mail mail-opened phone phone-call speakerphone microphone language letter-case list
list-check list-details list-numbers table timeline
""".split()

FIGURES = """
chart-bar chart-line chart-pie chart-dots trending-up trending-down equal report-analytics gauge target device-desktop-analytics
cash coin receipt calculator percentage
""".split()

MATTERS = """
scale gavel plant plant-2 car ambulance tractor droplet flame bolt trees paw tools hammer briefcase school
camera photo device-mobile wifi-off cloud-off route walk grid-dots hexagon award medal thumb-up thumb-down
""".split()

NAMES = sorted({*PLACES, *PEOPLE, *PAPERS, *ACTS, *STATES, *WORDS, *FIGURES, *MATTERS})
