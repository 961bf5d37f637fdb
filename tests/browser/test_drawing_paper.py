"""A drawing on paper in a real browser: a photo or printed sheet is aligned, and who stood there stands there again."""

from __future__ import annotations

import io

import pytest
from page import SCREENS, alters, begin, key, photo, saved, scanned_pdf, shown

from netlab.cli import main

pytestmark = pytest.mark.slow


def test_a_photo_is_aligned_by_its_corner_marks_and_alters_are_clicked_over_it(context, study):
    # A4 landscape at 2 pixels per mm: marks 10 mm from the edges; rim 0.42 × 190 mm = 79.8 mm; someone at (0.5, 0.3)
    corners = [(20, 20), (574, 20), (574, 400), (20, 400)]
    els = (297 + 0.5 * 159.6, 210 - 0.3 * 159.6)
    page = shown(context, study)
    key(page, "paper").click()
    data = photo(594, 420, [*corners, els])
    key(page, "file").set_input_files({"name": "blad.png", "mimeType": "image/png", "buffer": data})
    page.wait_for_selector(".nd-photo")
    box = page.locator(".nd-photo").bounding_box()
    scale = box["width"] / 594
    for x, y in corners:
        page.mouse.click(box["x"] + x * scale, box["y"] + y * scale)
    SCREENS.mkdir(exist_ok=True)
    page.locator(".netlab-drawing").screenshot(path=SCREENS / "drawing_marking.png")
    key(page, "mark-done").click()
    drawing = saved(page)
    assert drawing["paper"]["file"] == "papier/P90_start.png"
    assert (study.folder / "drawings" / drawing["paper"]["file"]).read_bytes() == data
    for at, corner in zip(drawing["paper"]["points"]["at"], corners, strict=True):
        assert at == pytest.approx(corner, abs=1)
    picture = page.locator(".nd-paper").bounding_box()
    on = picture["width"] / 594
    page.mouse.click(picture["x"] + els[0] * on, picture["y"] + els[1] * on)
    page.keyboard.type("Els")
    page.keyboard.press("Enter")
    drawn = alters(saved(page))["Els"]
    assert (drawn["x"], drawn["y"]) == pytest.approx((0.5, 0.3), abs=0.02)
    page.locator(".netlab-drawing").screenshot(path=SCREENS / "drawing_paper.png")
    begin(page)  # the picture comes back with the drawing
    page.wait_for_selector(".nd-paper")
    assert page.wrong == []


def test_a_page_of_a_pdf_becomes_a_picture_and_the_rim_aligns_it_by_keyboard(context, study):
    import pypdfium2

    document = pypdfium2.PdfDocument.new()
    document.new_page(400, 400)
    written = io.BytesIO()
    document.save(written)
    page = shown(context, study)
    key(page, "paper").click()
    key(page, "file").set_input_files({"name": "s.pdf", "mimeType": "application/pdf", "buffer": written.getvalue()})
    page.wait_for_selector(".nd-photo")
    key(page, "how rim").check()
    page.locator(".nd-photo").focus()
    page.keyboard.press("Enter")  # the cross begins in the middle: ego
    for turn in ("ArrowUp", "ArrowLeft", "ArrowRight"):
        for _ in range(4):
            page.keyboard.press(f"Shift+{turn}")
        if turn == "ArrowRight":
            for _ in range(4):
                page.keyboard.press("Shift+ArrowRight")
        if turn == "ArrowLeft":
            for _ in range(4):
                page.keyboard.press("Shift+ArrowDown")
        page.keyboard.press("Enter")
    key(page, "mark-done").click()
    points = saved(page)["paper"]["points"]
    # by hand: 2400 pixels, 5 % per press: 4 presses are 480 from the middle
    assert points["at"] == [[1200, 1200], [1200, 720], [720, 1200], [1680, 1200]]
    assert page.locator(".nd-paper").count() == 1


def test_another_file_than_a_picture_is_refused_and_said(context, study):
    page = shown(context, study)
    key(page, "paper").click()
    key(page, "file").set_input_files({"name": "x.png", "mimeType": "image/png", "buffer": b"no picture"})
    page.wait_for_function("document.querySelector('.nd-said').textContent.includes('JPEG')")
    assert not (study.folder / "drawings" / "papier").exists()


FAR = "document.querySelector('[data-far]')?.textContent"
LISTEN = """() => { window.far = []; const look = () => { const now = document.querySelector('[data-far]')?.textContent;
    if (now && now !== far.at(-1)) far.push(now); requestAnimationFrame(look); }; look(); }"""


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_a_scan_of_12_mb_comes_in_pieces_and_it_is_said_how_far_it_is(context, study, lang):
    data = scanned_pdf(12)
    assert len(data) >= 12e6
    page = shown(context, study, lang=lang)
    key(page, "paper").click()
    page.evaluate(LISTEN)
    key(page, "file").set_input_files({"name": "scan.pdf", "mimeType": "application/pdf", "buffer": data})
    page.wait_for_selector(".nd-photo", timeout=60_000)
    sent = [m for m in page.kernel.heard if m["do"] == "paper"]
    # by hand: 12.0 MB are 11.4 times 1,048,576 bytes, so at least twelve pieces
    assert [m["n"] for m in sent] == [*range(-(-len(data) // 2**20))]
    assert len(sent) >= 12
    far = page.evaluate("window.far")
    begin, middle, end = {
        "nl": ("De foto wordt verstuurd: 0,0 van ", "De foto wordt verstuurd: 5,2 van ", "De foto is bijna klaar …"),
        "en": ("Sending the picture: 0.0 of ", "Sending the picture: 5.2 of ", "The picture is nearly ready …"),
    }[lang]  # by hand: five pieces are 5.24 MB
    assert far[0].startswith(begin)
    assert any(one.startswith(middle) for one in far)
    assert far[-1] == end
    assert page.evaluate(FAR) is None  # nothing is on its way any more
    assert [p.suffix for p in (study.folder / "drawings" / "papier").iterdir()] == [".png"]
    assert page.wrong == []


def test_a_connection_lost_halfway_is_told_and_the_file_is_sent_again_on_request(context, study):
    page = shown(context, study)
    key(page, "paper").click()
    hear, left = page.kernel.hear, [4]

    def breaks(message, buffers):
        left[0] -= message["do"] == "paper"
        page.kernel.alive = left[0] >= 0
        return hear(message, buffers)

    page.kernel.hear = breaks
    page.clock.install()
    data = scanned_pdf(6)
    key(page, "file").set_input_files({"name": "scan.pdf", "mimeType": "application/pdf", "buffer": data})
    page.wait_for_function(f"{FAR}.includes('4,2 van')")  # by hand: four pieces are 4.19 MB
    for told in ("opnieuw geprobeerd", "opnieuw geprobeerd", "niet aangekomen: 4,2 van"):
        page.clock.run_for(20_500)
        page.wait_for_function(f"{FAR}.includes('{told}')")
    assert "niet aangekomen" in page.inner_text(".nd-said")
    assert not (study.folder / "drawings" / "papier").exists()
    SCREENS.mkdir(exist_ok=True)
    page.locator(".nd-card", has=page.locator("[data-far]")).screenshot(path=SCREENS / "drawing_broken_off.png")
    page.kernel.hear, page.kernel.alive = hear, True
    page.kernel.widget.close()  # and a computer that forgot what it had
    key(page, "paper-resend").click()
    page.wait_for_function(f"{FAR} && !document.querySelector('[data-far].nd-bad, [data-key=paper-resend]')")
    page.wait_for_selector(".nd-photo", timeout=60_000)
    assert page.wrong == []


# ------------------------------------------------------------------ a sheet as `netlab sheet` prints it

PLACES = [(0.5, 0.3), (-0.62, -0.55), (0.05, -0.95), (-0.2, 0.15), (0.8, -0.75)]  # the last one is wished for
RED = (220, 0, 0)


def printed(study, size, landscape):
    """The front of the printed sheet as pixels, 2400 the long side, with red dots of 3 mm drawn at PLACES."""
    import numpy as np
    import pypdfium2

    argv = ["sheet", str(study.folder), "--size", size, *(["--landscape"] if landscape else [])]
    assert main(argv) == 0
    (pdf,) = (study.folder / "sheets").glob("*.pdf")
    sheet = pypdfium2.PdfDocument(pdf.read_bytes())[0]
    wide, high = (points / 72 * 25.4 for points in sheet.get_size())  # mm
    pixels = np.array(sheet.render(scale=2400 / max(sheet.get_size())).to_pil().convert("RGB"))
    per_mm = pixels.shape[1] / wide
    # by the sheet's own description: marks 10 mm from the edges, the rim 0.42 of the short distance between them
    rim = 0.42 * (min(wide, high) - 20)
    y, x = np.indices(pixels.shape[:2]) / per_mm
    for px, py in PLACES:
        pixels[np.hypot(x - (wide / 2 + rim * px), y - (high / 2 - rim * py)) < 1.5] = RED
    return pixels, per_mm


def corner_marks(pixels, per_mm):
    """The middles of what is printed in the four corners of 16 mm, clockwise from the top left."""
    import numpy as np

    size = round(16 * per_mm)
    found = []
    for top, left in ((True, True), (True, False), (False, False), (False, True)):
        y0, x0 = 0 if top else pixels.shape[0] - size, 0 if left else pixels.shape[1] - size
        ys, xs = np.nonzero(pixels[y0 : y0 + size, x0 : x0 + size].max(axis=2) < 128)
        found.append((x0 + (xs.min() + xs.max() + 1) / 2, y0 + (ys.min() + ys.max() + 1) / 2))
    return found


def tilted(image, marks):
    """The sheet as it is photographed from a corner of the table, and where the marks are in the photo."""
    import numpy as np
    from PIL import Image

    width, height = image.size
    seen = [(0.1, 0.14), (0.83, 0.06), (0.96, 0.93), (0.03, 0.88)]  # where the paper's corners are in the photo
    corners = [(0, 0), (width, 0), (width, height), (0, height)]
    rows = []
    for (u, v), (x, y) in zip(seen, corners, strict=True):
        u, v = u * width, v * height
        rows += [[u, v, 1, 0, 0, 0, -x * u, -x * v, x], [0, 0, 0, u, v, 1, -y * u, -y * v, y]]
    table = np.array(rows, dtype=float)
    back = np.linalg.solve(table[:, :8], table[:, 8])
    photo = image.transform(image.size, Image.Transform.PERSPECTIVE, tuple(back), Image.Resampling.BICUBIC)
    there = np.linalg.inv(np.append(back, 1).reshape(3, 3))
    ahead = [there @ (x, y, 1) for x, y in marks]
    return photo, [(p[0] / p[2], p[1] / p[2]) for p in ahead]


def red_dots(page):
    """Where the red dots are on the screen, found in a picture of it: left, top of the canvas added."""
    import numpy as np
    from PIL import Image

    box = page.locator(".nd-canvas").bounding_box()
    shot = np.array(Image.open(io.BytesIO(page.locator(".nd-canvas").screenshot())).convert("RGB")).astype(int)
    # the colour of a sector is an orange: more green in it than in the red of a dot
    ys, xs = np.nonzero((shot[..., 0] > 150) & (shot[..., 1] < 60) & (shot[..., 2] < 60))
    left = list(zip(xs.tolist(), ys.tolist(), strict=True))
    dots = []
    while left:
        x0, y0 = left[0]
        own = [(x, y) for x, y in left if abs(x - x0) < 14 and abs(y - y0) < 14]
        left = [one for one in left if one not in own]
        dots.append(
            (box["x"] + sum(x for x, _ in own) / len(own) + 0.5, box["y"] + sum(y for _, y in own) / len(own) + 0.5)
        )
    return dots


@pytest.mark.parametrize(
    ("size", "landscape", "photographed", "as_pdf"),
    [("A4", False, False, True), ("A4", True, True, False), ("A3", True, False, False)],
)
def test_who_is_drawn_on_the_printed_sheet_stands_there_within_two_hundredths(
    context, study, size, landscape, photographed, as_pdf
):
    from PIL import Image

    pixels, per_mm = printed(study, size, landscape)
    marks = corner_marks(pixels, per_mm)
    # the marks are where the sheet says: 10 mm from the edges
    assert [c / per_mm for c in marks[0]] == pytest.approx([10, 10], abs=0.2)
    image = Image.fromarray(pixels)
    if photographed:
        image, marks = tilted(image, marks)
    data = io.BytesIO()
    image.save(data, format="PDF" if as_pdf else "JPEG", resolution=per_mm * 25.4, quality=92)
    kind = "application/pdf" if as_pdf else "image/jpeg"

    page = shown(context, study)
    key(page, "paper").click()
    key(page, "file").set_input_files({"name": "blad", "mimeType": kind, "buffer": data.getvalue()})
    page.wait_for_selector(".nd-photo")
    key(page, "sheet").select_option(f"{size}_{'landscape' if landscape else 'portrait'}")
    page.locator(".nd-photo").scroll_into_view_if_needed()
    box = page.locator(".nd-photo").bounding_box()
    for x, y in marks:
        page.mouse.click(box["x"] + x / image.width * box["width"], box["y"] + y / image.height * box["height"])
    key(page, "mark-done").click()
    page.wait_for_function("document.querySelector('.nd-paper')?.complete")
    dots = red_dots(page)
    assert len(dots) == len(PLACES)
    SCREENS.mkdir(exist_ok=True)
    page.locator(".netlab-drawing").screenshot(path=SCREENS / f"drawing_printed_{size}_{landscape}_{photographed}.png")
    for n, (x, y) in enumerate(dots):
        page.mouse.click(x, y)
        page.keyboard.type(f"Naam {n}")
        page.keyboard.press("Enter")
    drawn = [(a["x"], a["y"]) for a in saved(page)["alters"]]
    off = [min(((x - px) ** 2 + (y - py) ** 2) ** 0.5 for x, y in drawn) for px, py in PLACES]
    assert max(off) < 0.02, off
    assert [a["wished"] for a in saved(page)["alters"]].count(True) == 1
