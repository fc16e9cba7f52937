// What the browser refused and what it tried to load, from the first moment on. Runs before the page's own scripts.
window.lockedDown = (() => {
  const violations = [];
  addEventListener("securitypolicyviolation", (event) =>
    violations.push({ directive: event.effectiveDirective, blocked: event.blockedURI, sample: event.sample }),
  );
  return { violations, take: () => violations.splice(0) };
})();
