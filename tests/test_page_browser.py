"""The page in a real Chromium: typing, pasting, dropping, jumping, fixing, undoing, downloading; by mouse, keyboard or
without a script. No test leaves an error in the console, a request to another host, or a violation of the policy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Route, ViewportSize, expect

import browser as chrome
from browser import EDITOR, Tab
from genelint.service import display
from genelint.specimens import RECORD
from pages import hostile

SLIPPED = display.menu()[0].samples[0].content.decode()
WRONG = RECORD.replace("NCBI Gene ID | 4496 |", "NCBI Gene ID | 4496a |")
WIDE: ViewportSize = {"width": 1280, "height": 800}
NARROW: ViewportSize = {"width": 360, "height": 720}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chrome.chromium() as found:
        yield found


@pytest.fixture(scope="module")
def address(browser: Browser) -> Iterator[str]:
    del browser  # no service where there is none
    with chrome.service() as found:
        yield found


@pytest.fixture
def make(browser: Browser, address: str) -> Iterator[Callable[..., Tab]]:
    """Makes tabs, and looks at their faults in the end."""
    tabs: list[Tab] = []

    def make(viewport: ViewportSize = WIDE, **options: Any) -> Tab:
        context = browser.new_context(viewport=viewport, **options)
        tabs.append(Tab(context.new_page(), address))
        return tabs[-1]

    yield make
    for one in tabs:
        one.page.context.close()
        assert one.faults == []


@pytest.fixture
def tab(make: Callable[..., Tab]) -> Tab:
    return make().open()


class TestTyping:
    def test_findings_come_and_go(self, tab: Tab) -> None:
        page = tab.page
        tab.put(RECORD)
        assert page.inner_text("#said") == "Nothing wrong found"

        page.keyboard.press("Control+End")
        page.keyboard.type("\nx")
        page.wait_for_selector(".finding")

        assert tab.codes() == ["LAY001"]
        assert page.inner_text("#said") == "1 error"
        assert page.inner_text("#count") == "1"
        assert page.title() == "1 error · genelint"
        assert page.locator(".cm-lintRange-error").inner_text() == "x"
        assert page.locator(".cm-lint-marker-error").count() == 1

        for _ in range(2):
            page.keyboard.press("Backspace")
        page.wait_for_selector(".badge.good")
        assert tab.text == RECORD

    def test_pasting_takes_the_line_ends_of_no_system(self, make: Callable[..., Tab]) -> None:
        tab = make(permissions=["clipboard-read", "clipboard-write"]).open()
        tab.page.evaluate("(text) => navigator.clipboard.writeText(text)", WRONG.replace("\n", "\r\n"))
        tab.page.click(".cm-content")
        tab.page.keyboard.press("Control+v")
        tab.page.wait_for_selector(".finding")

        assert tab.text == WRONG
        assert tab.codes() == ["IDN010"]

    def test_an_empty_text_is_not_checked(self, tab: Tab) -> None:
        tab.put(WRONG)
        tab.page.keyboard.press("Control+a")
        tab.page.keyboard.press("Delete")
        tab.page.wait_for_selector(".welcome")

        assert tab.page.inner_text("#count") == ""
        assert tab.page.title() == "genelint"

    def test_late_answers_are_dropped(self, tab: Tab) -> None:
        held: list[Route] = []

        def hold(route: Route) -> None:
            held.append(route)
            if len(held) > 1:
                route.continue_()

        tab.page.route("**/page/check", hold)
        tab.page.click(".cm-content")
        tab.page.keyboard.type("Nmae | x |")
        tab.page.wait_for_timeout(400)
        assert len(held) == 1
        tab.page.keyboard.type("\nNmae | y |")
        tab.page.wait_for_selector(".finding")
        before = tab.page.inner_html("#results")
        held[0].fulfill(body="<section id=findings>late</section><section id=summary></section>")
        tab.page.wait_for_timeout(100)

        assert tab.page.inner_html("#results") == before
        assert "late" not in before


class TestTrouble:
    @pytest.mark.parametrize(
        ("status", "words"),
        [
            (413, "larger than this server takes: so many bytes"),
            (504, "takes longer to check than this server allows: so many bytes"),
            (500, "answered with an error, 500"),
        ],
    )
    def test_is_told(self, tab: Tab, status: int, words: str) -> None:
        tab.expected.append("Failed to load resource")
        tab.page.route("**/page/check", lambda route: route.fulfill(status=status, json={"detail": "so many bytes"}))
        tab.page.click(".cm-content")
        tab.page.keyboard.type("x")
        tab.page.wait_for_selector(".notice.bad")

        assert words in tab.notice()

    def test_a_busy_server_is_asked_again(self, tab: Tab) -> None:
        tab.expected.append("Failed to load resource")
        asked: list[Route] = []

        def answer(route: Route) -> None:
            asked.append(route)
            if len(asked) == 1:
                route.fulfill(status=503, body="no JSON")
            elif len(asked) == 2:
                route.fulfill(status=503, headers={"Retry-After": "1"}, json={"title": "Busy"})
            else:
                route.continue_()

        tab.page.route("**/page/check", answer)
        tab.page.click(".cm-content")
        tab.page.keyboard.type("x")
        tab.page.wait_for_selector(".notice.bad")
        assert tab.notice() == "Not checked: The server is busy. Trying again in a moment"
        tab.page.wait_for_selector(".finding")
        assert tab.notice() == ""
        assert len(asked) == 3

    def test_a_server_that_is_gone_is_told(self, tab: Tab) -> None:
        tab.expected.append("Failed to load resource")
        tab.page.route("**/page/check", lambda route: route.abort())
        tab.page.click(".cm-content")
        tab.page.keyboard.type("x")

        words = "Not checked: The server cannot be reached. Trying again in a moment"
        expect(tab.page.locator("#notice")).to_have_text(words)

    @pytest.mark.parametrize("status", [0, 413, 504])
    def test_nothing_stays_of_another_text(self, tab: Tab, status: int) -> None:
        tab.expected.append("Failed to load resource")
        tab.put(RECORD)
        tab.page.route("**/page/check", lambda one: one.fulfill(status=status) if status else one.abort())
        tab.drop(("a.txt", SLIPPED.encode()))
        expect(tab.page.locator("#findings")).to_have_text("Not checked")

        assert tab.notice().startswith("Not checked: The ")
        assert tab.page.title() == "Not checked · genelint"
        assert tab.page.inner_text("#said") == "Not checked"
        assert tab.page.inner_text("#count") == ""
        tab.page.click("#tab-summary")
        assert tab.page.inner_text("#summary") == "Not checked"

    def test_findings_go_when_their_check_fails(self, tab: Tab) -> None:
        tab.expected.append("Failed to load resource")
        tab.put(SLIPPED)
        tab.page.route("**/page/check", lambda route: route.fulfill(status=504))
        tab.page.keyboard.type("x")
        tab.page.wait_for_selector(".notice.bad")

        assert tab.codes() == []
        assert tab.page.locator(".cm-lintRange").count() == 0
        assert tab.page.inner_text("#count") == ""

    def test_a_long_check_is_told(self, tab: Tab) -> None:
        tab.put(RECORD)
        held: list[Route] = []

        def hold(route: Route) -> None:
            held.append(route)

        tab.page.route("**/page/check", hold)
        tab.drop(("a.txt", SLIPPED.encode()))
        expect(tab.page.locator("#notice")).to_have_text("Checking…")

        assert tab.page.locator(".badge").count() == 0
        assert tab.page.title() == "genelint"
        held[0].continue_()
        tab.page.wait_for_selector(".finding")
        assert "a.txt is opened" in tab.notice()

    def test_an_emptied_page_shows_the_welcome(self, tab: Tab) -> None:
        tab.open("/?example=slips").page.wait_for_selector(".finding .jump")
        tab.page.click(".cm-content")
        tab.page.keyboard.press("Control+a")
        tab.page.keyboard.press("Delete")

        expect(tab.page.locator("#findings")).to_contain_text("Paste a gene record")

    def test_what_is_not_tried_again_is_not_said_to_be(self, tab: Tab) -> None:
        tab.expected.append("Failed to load resource")
        tab.put(SLIPPED)
        for address in ("**/page/fix*", "**/rules/*", "**/page/examples/*"):
            tab.page.route(address, lambda route: route.fulfill(status=503))
        for what, words in (
            (".fix >> nth=0", "The fix was not made: The server is busy"),
            (".why >> nth=0", "The rule was not explained: The server is busy"),
            ("#menu button", "The example was not loaded: The server is busy"),
        ):
            tab.page.click(what)
            expect(tab.page.locator("#notice")).to_have_text(words)


class TestFiles:
    def test_dropped_bytes_come_back(self, tab: Tab) -> None:
        content = WRONG.replace("\n", "\r\n").encode().replace(b"Holds", b"\xff\xed\xa0\x80Holds\xe2\x82")
        tab.drop(("A name.txt", content))
        tab.page.wait_for_selector(".finding")

        assert {"TXT001", "TXT004", "IDN010"} <= {*tab.codes()}
        assert "A name.txt is opened" in tab.notice()
        assert tab.download() == ("A name.txt", content)
        assert tab.page.locator(".cm-dropCursor").count() == 0

    def test_are_taken_anywhere(self, tab: Tab) -> None:
        tab.drop(("a.txt", WRONG.encode()), on="footer")
        tab.page.wait_for_selector(".finding")

        assert tab.text == WRONG

    def test_any_bytes_are_read_as_python_reads_them(self, tab: Tab) -> None:
        lead = [
            b"",
            b"a",
            b"\xc2",
            b"\xe0\xa0",
            b"\xed\xa0",
            b"\xef\xbb",
            b"\xf0\x9f\xa7",
            b"\xf4\x90",
            b"\xf5\x80",
            b"\xff",
        ]
        content = b"\n".join(
            one + bytes([byte]) + two for one in lead for byte in range(0x80, 0x100, 5) for two in lead
        )
        tab.drop(("x.txt", content))
        tab.page.wait_for_selector(".finding")

        # What is between Python and the browser would not keep half a character.
        points = tab.page.evaluate(f"Array.from({chrome.EDITOR}.state.sliceDoc(), (char) => char.codePointAt(0))")
        assert points == [*map(ord, content.decode("utf-8", "surrogateescape"))]
        assert tab.download()[1] == content

    def test_one_at_a_time(self, tab: Tab) -> None:
        tab.drop(("a.txt", b"a"), ("b.txt", b"b"))

        assert "One file at a time" in tab.notice()
        assert tab.text == ""

    def test_are_chosen(self, tab: Tab, examples: Path) -> None:
        with tab.page.expect_file_chooser() as chooser:
            tab.page.click("#open")
        with tab.page.expect_response("**/page/check"):
            chooser.value.set_files(examples / "TP53.txt")
        tab.settle()

        assert tab.text.encode() == (examples / "TP53.txt").read_bytes()
        assert {*tab.codes()} == {"ASC013"}  # datasets that are younger than genelint
        assert tab.page.inner_text("#count") == ""
        assert not tab.page.is_visible(".finding >> nth=0")
        tab.page.click("#notes summary")
        assert tab.page.is_visible(".finding >> nth=0")

    def test_are_named_by_the_gene(self, tab: Tab) -> None:
        tab.put(RECORD)

        assert tab.download() == ("MT1H.txt", RECORD.encode())

    def test_are_named_by_what_is_in_them(self, tab: Tab) -> None:
        other = RECORD.replace("MT1H", "A1BG")
        tab.drop(("first.txt", other.encode()))
        tab.page.wait_for_selector(".verdict")
        assert tab.download()[0] == "first.txt"
        tab.page.focus(".cm-content")
        with tab.page.expect_response("**/page/check"):
            tab.page.keyboard.type("x")
        tab.settle()
        assert tab.download()[0] == "first.txt"

        tab.put(RECORD)
        assert tab.download() == ("MT1H.txt", RECORD.encode())
        with tab.page.expect_response("**/page/check"):
            tab.page.click("#undo")
        tab.settle()
        assert tab.download()[0] == "first.txt"

        tab.drop(("second.txt", RECORD.encode()))
        expect(tab.page.locator("#notice")).to_contain_text("second.txt is opened")
        tab.page.click("#undo")
        assert tab.download()[0] == "record.txt"
        tab.put("LAY")
        assert tab.download() == ("second.txt", b"LAY")

    def test_what_an_example_replaces_is_not_saved(self, tab: Tab) -> None:
        tab.put(WRONG)
        tab.page.click("#menu button")
        words = "The example is loaded; undo brings the text back that was here"
        expect(tab.page.locator("#notice")).to_have_text(words)
        tab.page.reload()
        assert tab.faults == ["dialog: beforeunload"]
        tab.faults.clear()
        tab.page.click("#menu button")
        expect(tab.page.locator("#notice")).to_have_text("The example is loaded")
        tab.page.reload()

    def test_what_is_not_saved_is_not_left_without_a_word(self, tab: Tab) -> None:
        tab.put(RECORD)
        tab.page.reload()
        assert tab.faults == ["dialog: beforeunload"]
        tab.faults.clear()
        tab.put(RECORD)
        tab.download()
        tab.page.reload()


class TestFindings:
    def test_jump(self, tab: Tab) -> None:
        tab.put(SLIPPED)
        for number, code, text in ((0, "REF001", "5"), (1, "IDN003", "https://pubmed.ncbi.nlm.nih.gov/28241860")):
            assert tab.codes()[number] == code
            tab.page.click(f".finding >> nth={number} >> .jump")

            assert tab.selected == text
            assert tab.focused() == "cm-content"
            mark = tab.page.locator(".cm-lintRange-active, .cm-lintRange-error").get_by_text(text, exact=True)
            box, around = mark.bounding_box(), tab.page.locator("#editor").bounding_box()
            assert box is not None
            assert around is not None
            assert around["y"] <= box["y"] <= around["y"] + around["height"]

    def test_places_count_astral_characters_as_people_do(self, tab: Tab) -> None:
        tab.put(RECORD.replace("Holds zinc", "🧬🧬 Holds  zinc").replace('"ref": "3"', '"ref": "𝟛"'))
        tab.page.click(".finding[data-code=TXT005] .jump")

        assert tab.selected == "  "
        assert tab.page.inner_text(".finding[data-code=TXT005] .place").startswith("Line 3, column 23 ")
        assert tab.page.inner_text("#place") == "Line 3, column 25"
        tab.page.click(".finding[data-code=REF008] .jump")
        assert tab.selected == "𝟛"

    def test_fix_undo_redo(self, tab: Tab) -> None:
        tab.put(SLIPPED)
        with tab.page.expect_response("**/page/check"):
            tab.page.click(".finding[data-code=LAY009] .fix")
        tab.settle()
        fixed = SLIPPED.replace("---|---|\nCTD", "---|---|---|\nCTD")

        assert tab.text == fixed
        assert "LAY009" not in tab.codes()
        assert tab.notice() == "Fixed LAY009: “---|” is added, line 22"
        tab.page.click("#undo")
        assert tab.text == SLIPPED
        tab.page.click("#redo")
        assert tab.text == fixed
        tab.page.wait_for_selector(".finding[data-code=LAY009]", state="detached")

    def test_a_fix_shows_what_it_changed(self, make: Callable[..., Tab]) -> None:
        tab = make(viewport=NARROW).open("/?example=slips")
        tab.page.click(".finding[data-code=IDN003] .fix")
        expect(tab.page.locator("#notice")).to_have_text("Fixed IDN003: “28241860” → “28241806”, line 5")

        assert tab.selected == "28241806"
        expect(tab.page.locator("#notice")).to_be_in_viewport(ratio=1)
        expect(tab.page.locator(".cm-selectionBackground >> nth=0")).to_be_in_viewport()

    def test_a_fix_names_what_cannot_be_seen(self, tab: Tab) -> None:
        tab.put(RECORD.replace("Holds", "Ho\u2060lds\u200d\U000e0041"))
        assert tab.page.locator(".cm-specialChar").count() == 3
        with tab.page.expect_response("**/page/fix*"):
            tab.page.click(".finding .fix >> nth=0")
        expect(tab.page.locator("#notice")).to_contain_text("U+2060")

    def test_fix_all_and_download(self, tab: Tab) -> None:
        tab.put(SLIPPED)
        with tab.page.expect_response("**/page/check"):
            tab.page.click("text=Fix all that is safe (5)")
        tab.settle()
        expected = display.fix(SLIPPED.encode(), display.ALL_SAFE).content

        assert tab.download() == ("MT1H.txt", expected)
        assert tab.codes() == ["REF001", "IDN003", "IDN010", "ASC002", "ASC012"]
        assert tab.notice() == "5 fixes made"

    def test_tooltip_and_its_fix(self, tab: Tab) -> None:
        tab.put(SLIPPED)
        tab.page.hover(".cm-lintRange-warning >> nth=0")
        tab.page.wait_for_selector(".cm-tooltip-lint")

        assert "2 blanks stand here" in tab.page.inner_text(".cm-tooltip-lint")
        with tab.page.expect_response("**/page/fix*"):
            tab.page.click(".cm-diagnosticAction")
        expect(tab.page.locator("#notice")).to_have_text("Fixed TXT005: “ ” is removed, line 1")
        assert tab.text.startswith("HGNC Family | Metallothioneins (MT)")

    def test_a_rule_is_explained_and_its_example_loaded(self, tab: Tab) -> None:
        tab.put(SLIPPED)
        tab.page.click(".finding[data-code=REF001] .why")
        tab.page.wait_for_selector("#rule[open]")
        assert "A footnote mark leads to no reference" in tab.page.inner_text("#rule")
        tab.page.click("#rule .try")
        expect(tab.page.locator("#said")).to_have_text("1 error")

        assert not tab.page.is_visible("#rule")
        assert tab.codes() == ["REF001"]

    def test_the_menu_loads(self, tab: Tab) -> None:
        tab.page.select_option("#example", "TXT001")
        tab.page.click("#menu button")
        tab.page.wait_for_selector(".finding")

        assert "TXT001" in tab.codes()
        tab.page.click("#undo")
        assert tab.text == ""


class TestSummary:
    def test_marks_lead_to_references_and_back(self, tab: Tab) -> None:
        tab.put(SLIPPED)
        tab.page.click("#tab-summary")
        assert not tab.page.is_visible("#findings")
        tab.page.click("#mark-1")
        assert tab.page.evaluate("document.querySelector(':target').id") == "reference-1"
        tab.page.click("#reference-1 .back")
        assert tab.page.evaluate("document.querySelector(':target').id") == "mark-1"
        colour = tab.page.eval_on_selector("#mark-3", "(mark) => getComputedStyle(mark).color")

        assert colour == "rgb(179, 38, 30)"
        assert "Mark 5: there is no reference 5" in tab.page.inner_text("#summary")
        assert tab.page.get_attribute("#reference-1 a >> nth=0", "rel") == "noopener noreferrer external"

    def test_hostile_text_stays_text(self, tab: Tab) -> None:
        tab.drop(("x.txt", hostile()))
        tab.page.wait_for_selector(".finding")
        tab.page.click("#tab-summary")

        assert "<script>alert(1)</script>" in tab.page.inner_text("#summary")
        assert tab.page.locator("img[src], script:not([src]), iframe, [onerror], [onfocus]").count() == 0


class TestKeyboard:
    def test_alone_is_enough(self, tab: Tab) -> None:
        page = tab.page
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        seen: list[str] = []
        while "cm-content" not in seen:
            page.keyboard.press("Tab")
            seen.append(tab.focused())
            assert len(seen) < 10
        assert seen == ["a", "example", "button", "open", "download", "cm-content"]

        tab.put(SLIPPED)
        page.keyboard.press("Escape")
        assert tab.focused() == "jump"
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Enter")
        assert tab.selected == "https://pubmed.ncbi.nlm.nih.gov/28241860"
        assert page.inner_text("#here").startswith("error IDN003: ")

        page.keyboard.press("Escape")
        page.keyboard.press("Tab")
        assert tab.focused() == "fix"
        with page.expect_response("**/page/check"):
            page.keyboard.press("Enter")
        tab.settle()
        assert "IDN003" not in tab.codes()
        assert page.evaluate("document.activeElement.closest('.finding').dataset.code") == "IDN010"

        page.keyboard.press("Tab")
        assert tab.focused() == "why"
        page.keyboard.press("Enter")
        page.wait_for_selector("#rule[open]")
        page.keyboard.press("Escape")
        assert not page.is_visible("#rule")
        assert tab.focused() == "why"

    def test_next_finding_and_out_of_the_editor(self, tab: Tab) -> None:
        tab.put(SLIPPED)
        tab.page.keyboard.press("Control+Home")
        tab.page.keyboard.press("F8")
        assert tab.selected == "  "
        tab.page.wait_for_selector(".cm-tooltip-lint")
        tab.page.keyboard.press("F8")
        tab.page.keyboard.press("F8")
        assert tab.selected == "5"
        tab.page.keyboard.press("Shift+F8")
        assert tab.selected == "  "
        tab.page.keyboard.press("Tab")
        assert tab.focused() == "cm-diagnosticAction"
        tab.page.keyboard.press("Tab")

        assert tab.focused() == "tab-findings"
        assert tab.text == SLIPPED
        tab.page.keyboard.press("ArrowRight")
        assert tab.focused() == "tab-summary"
        assert tab.page.is_visible("#summary")

    def test_escape_leads_to_the_finding_at_the_cursor(self, tab: Tab) -> None:
        code = "document.activeElement.closest('.finding').dataset.code"
        tab.put(SLIPPED)
        tab.page.click(".finding[data-code=REF001] .jump")
        for _ in range(2):
            tab.page.keyboard.press("F8")
        found = tab.page.evaluate(f"{EDITOR}.state.selection.main.from")
        tab.page.keyboard.press("Escape")

        assert tab.focused() == "jump"
        assert tab.page.evaluate(code) != "REF001"
        assert tab.page.evaluate("Number(document.activeElement.dataset.from)") == found

    def test_escape_opens_the_notes(self, tab: Tab, examples: Path) -> None:
        tab.drop(("TP53.txt", (examples / "TP53.txt").read_bytes()))
        tab.page.wait_for_selector("#notes")
        tab.page.focus(".cm-content")
        tab.page.keyboard.press("F8")
        tab.page.keyboard.press("Escape")

        assert tab.focused() == "jump"
        assert tab.page.locator("#notes[open]").count() == 1

    def test_search(self, make: Callable[..., Tab]) -> None:
        tab = make(viewport=NARROW, color_scheme="dark").open("/?example=slips")
        tab.page.wait_for_selector(".cm-lintRange-error")
        tab.page.click(".cm-content")
        tab.page.keyboard.press("Control+f")
        tab.page.keyboard.type("28241860")
        tab.page.keyboard.press("Enter")

        assert tab.selected == "28241860"
        assert min(tab.contrasts(".cm-panel :is(label, button)")) >= 4.5
        assert tab.page.evaluate("document.documentElement.scrollWidth") == 360
        tab.page.keyboard.press("Escape")
        assert tab.page.locator(".cm-panel").count() == 0
        assert tab.focused() == "cm-content"


class TestLooks:
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_can_be_read(self, make: Callable[..., Tab], scheme: str) -> None:
        tab = make(color_scheme=scheme).open("/?example=slips")
        tab.page.wait_for_selector(".cm-lintRange-error")
        paper = tab.page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert paper == {"light": "rgb(246, 247, 245)", "dark": "rgb(19, 23, 22)"}[scheme]

        for panel in ("findings", "summary"):
            tab.page.click(f"#tab-{panel}")
            ratios = tab.contrasts("button:enabled, a, p, span, h1, h2, h3, li, b, small, kbd, .cm-line")
            assert len(ratios) > 40
            assert min(ratios) >= 4.5

    @pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
    def test_has_no_barriers(self, make: Callable[..., Tab], viewport: ViewportSize) -> None:
        tab = make(viewport, bypass_csp=True, color_scheme="dark").open()
        assert tab.barriers() == []
        tab.open("/?example=slips").page.wait_for_selector(".cm-lintRange-error")
        assert tab.barriers() == []
        tab.page.click(".cm-content")
        tab.page.keyboard.press("Control+f")
        tab.page.keyboard.type("zinc")
        assert tab.barriers() == []
        tab.page.click("#tab-summary")
        assert tab.barriers() == []
        tab.page.click("#tab-findings")
        tab.page.click(".why >> nth=0")
        tab.page.wait_for_selector("#rule[open]")
        assert tab.barriers() == []
        assert tab.open("/rules/REF001").barriers() == []

    def test_fits_a_phone(self, make: Callable[..., Tab]) -> None:
        tab = make(viewport=NARROW).open("/?example=slips")
        tab.page.wait_for_selector(".cm-lintRange")
        width = "document.documentElement.scrollWidth"

        assert tab.page.evaluate(width) == 360
        tab.page.click("#tab-summary")
        assert tab.page.evaluate(width) == 360
        tab.page.click("#tab-findings")
        tab.page.click(".why >> nth=0")
        tab.page.wait_for_selector("#rule[open]")
        box = tab.page.locator("#rule").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
        tab.open("/rules/REF001")
        assert tab.page.evaluate(width) == 360

    def test_needs_no_script(self, make: Callable[..., Tab]) -> None:
        tab = make(java_script_enabled=False, viewport=NARROW).open()
        page = tab.page
        assert page.locator(".live").count() > 5
        assert not [one for one in page.locator(".live").all() if one.is_visible()]
        page.fill("textarea", SLIPPED)
        page.get_by_role("button", name="Check").click()
        assert page.locator(".finding").count() == 10
        assert page.is_visible("#summary")
        page.click("text=Rewrite the line")
        assert page.inner_text("#notice") == "Fixed LAY009"
        assert page.input_value("textarea") == SLIPPED.replace("---|---|\nCTD", "---|---|---|\nCTD")
        page.click("text=Fix all that is safe")
        assert page.locator(".finding").count() == 5
        page.select_option("#example", "REF001")
        page.get_by_role("button", name="Load").click()
        assert page.locator(".finding").count() == 1
        with page.expect_popup() as opened:
            page.click(".why")  # in a tab of its own, so that the record stays
        rule = opened.value
        assert rule.inner_text("h1") == "REF001 unresolved-footnote"
        assert rule.evaluate("opener") is None
        rule.click("text=Try the first example")
        assert rule.locator(".finding").count() == 1
        assert page.locator(".finding").count() == 1
