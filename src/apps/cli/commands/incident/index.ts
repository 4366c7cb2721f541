import type { CommandEntry } from '../../frame/api.js';

/** Commands of incidents and their plans. */
export const incidentCommands: readonly CommandEntry[] = [
  { name: 'incident plan', load: async () => (await import('./incident-plan.js')).incidentPlanCommand },
  { name: 'incident open', load: async () => (await import('./incident-open.js')).incidentOpenCommand },
  { name: 'incident list', load: async () => (await import('./incident-list.js')).incidentListCommand },
  { name: 'incident show', load: async () => (await import('./incident-show.js')).incidentShowCommand },
  { name: 'incident note', load: async () => (await import('./incident-note.js')).incidentNoteCommand },
  { name: 'incident contain', load: async () => (await import('./incident-contain.js')).incidentContainCommand },
  { name: 'incident change', load: async () => (await import('./incident-change.js')).incidentChangeCommand },
  { name: 'incident close', load: async () => (await import('./incident-close.js')).incidentCloseCommand },
  { name: 'incident reopen', load: async () => (await import('./incident-reopen.js')).incidentReopenCommand },
  { name: 'incident report', load: async () => (await import('./incident-report.js')).incidentReportCommand },
  { name: 'incident missing', load: async () => (await import('./incident-missing.js')).incidentMissingCommand },
];
