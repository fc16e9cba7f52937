// Types of window.matmill.
