import type { CommandEntry } from '../../frame/api.js';

/** Commands of the monitor: over past decisions and made-up ones, and of a running service. */
export const monitorCommands: readonly CommandEntry[] = [
  { name: 'monitor replay', load: async () => (await import('./monitor-replay.js')).monitorReplayCommand },
  { name: 'monitor simulate', load: async () => (await import('./monitor-simulate.js')).monitorSimulateCommand },
  { name: 'monitor watch', load: async () => (await import('./monitor-watch.js')).monitorWatchCommand },
  { name: 'monitor unwatch', load: async () => (await import('./monitor-unwatch.js')).monitorUnwatchCommand },
  { name: 'monitor status', load: async () => (await import('./monitor-status.js')).monitorStatusCommand },
];
