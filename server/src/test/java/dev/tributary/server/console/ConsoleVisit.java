package dev.tributary.server.console;

/** What a person does in the console. */
record ConsoleVisit(Browser browser, String address) {
  void open() {
    browser.open(address + "/console/");
    browser.awaitElement("form input[name=key]");
  }

  void signIn(String key) {
    browser.click("form input[name=key]");
    browser.type(key);
    browser.press("Enter");
    browser.awaitElement("nav a[href='#/feed']");
    browser.awaitElement(".card");
  }

  /** Goes to a page by the navigation and waits until its head is there. */
  void go(String page) {
    browser.evaluate("location.hash = '#/" + page + "'");
    browser.await("document.querySelector('nav a[aria-current]')?.getAttribute('href') === '#/" + page + "' && document.querySelector('main h1')");
  }

  void language(String name) {
    browser.choose("select[name=language]", name);
    browser.await("document.documentElement.lang.startsWith('" + name + "')");
  }
}
