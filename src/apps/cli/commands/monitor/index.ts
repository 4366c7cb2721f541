import type { CommandEntry } from '../../frame/api.js';

/** Commands of the live monitor. */
export const monitorCommands: readonly CommandEntry[] = [
  { name: 'monitor watch', load: async () => (await import('./monitor-watch.js')).monitorWatchCommand },
  { name: 'monitor unwatch', load: async () => (await import('./monitor-unwatch.js')).monitorUnwatchCommand },
  { name: 'monitor status', load: async () => (await import('./monitor-status.js')).monitorStatusCommand },
];
