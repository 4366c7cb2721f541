/** The pages of the console in the order of the menu, with the key that opens each after `g`. */
export const PAGES = [
  { to: '/', name: 'Overview', key: 'o' },
  { to: '/tasks', name: 'Tasks', key: 't' },
  { to: '/alerts', name: 'Alerts', key: 'a' },
  { to: '/stops', name: 'Stops', key: 's' },
  { to: '/incidents', name: 'Incidents', key: 'i' },
  { to: '/audits', name: 'Audits', key: 'u' },
  { to: '/decisions', name: 'Decisions', key: 'd' },
  { to: '/cases', name: 'Cases', key: 'c' },
  { to: '/gates', name: 'Gates', key: 'n' },
  { to: '/controls', name: 'Controls', key: 'w' },
  { to: '/documents', name: 'Documents', key: 'f' },
  { to: '/policies', name: 'Policies', key: 'p' },
  { to: '/ledger', name: 'Ledger', key: 'l' },
  { to: '/registry', name: 'Registry', key: 'r' },
  { to: '/lineage', name: 'Lineage', key: 'm' },
  { to: '/jobs', name: 'Jobs', key: 'j' },
  { to: '/settings', name: 'Settings', key: 'e' },
] as const;

/** Pages of the service that are documents of their own. */
export const DOCUMENTS = [
  { href: '/account', name: 'Your account' },
  { href: '/verify', name: 'Check a receipt' },
  { href: '/openapi.json', name: 'Description of the API' },
] as const;
