//! What several promises need: fixtures, a server, a browser.
