"""What a real Chromium sends to the service over plain HTTP, where it says the origin of a page and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, sync_playwright

import browser as chrome
from genelint.service import display
from service import running

SLIPPED = display.menu()[0].samples[0].content.decode()


@pytest.fixture
def page() -> Iterator[Page]:
    """A page without a script, for which each name is one of this machine."""
    path = chrome.program()
    with sync_playwright() as playwright:
        arguments = [*chrome.ARGUMENTS, "--host-resolver-rules=MAP *.example 127.0.0.1"]
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser.new_context(java_script_enabled=False).new_page()
        browser.close()


def test_our_own_form_is_answered_and_that_of_others_is_not(page: Page) -> None:
    with running(hosts=("genes.example",)) as service:
        address = f"http://genes.example:{service.port}/"
        page.goto(address)
        page.fill("textarea", SLIPPED)
        with page.expect_response(address) as own:
            page.get_by_role("button", name="Check").click()
        sent = own.value.request.all_headers()
        assert "sec-fetch-site" not in sent
        assert sent["origin"] == address.rstrip("/")
        assert page.locator(".finding").count() == 10

        form = f'<form method="post" action="{address}"><textarea name="record">x</textarea><button>Go</button></form>'
        page.route("http://elsewhere.example/", lambda route: route.fulfill(body=form, content_type="text/html"))
        page.goto("http://elsewhere.example/")
        with page.expect_response(address) as other:
            page.click("button")
        assert other.value.status == 403
