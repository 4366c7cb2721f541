/** Bounds of what an incident and a plan hold; texts in characters. */
export const INCIDENT_LIMITS = {
  title: 200,
  /** A name of a person, a program, a place. */
  name: 200,
  text: 10_000,
  /** A line: what is to be done, a reason, a reference. */
  line: 1000,
  links: 1000,
  actions: 200,
  clocks: 50,
  evidence: 50,
  /** Items of a timeline. What acts write is refused beyond it; what the service notes by itself is counted and left out beyond half of it. */
  items: 10_000,
  /** Incidents that are open at once. */
  open: 1000,
  /** Deployments of which the state is frozen. */
  frozen: 200,
  plan: { list: 50, own: 20 },
  /** Plans that are kept. */
  plans: 5000,
} as const;
