import type { CommandEntry } from '../../frame/api.js';

/** Commands of alerts: what fires, who looks after it, and whether messages arrive. */
export const alertCommands: readonly CommandEntry[] = [
  { name: 'alerts list', load: async () => (await import('./alerts-list.js')).alertsListCommand },
  { name: 'alerts ack', load: async () => (await import('./alerts-ack.js')).alertsAckCommand },
  { name: 'alerts silence', load: async () => (await import('./alerts-silence.js')).alertsSilenceCommand },
  { name: 'alerts unsilence', load: async () => (await import('./alerts-unsilence.js')).alertsUnsilenceCommand },
  { name: 'alerts channels', load: async () => (await import('./alerts-channels.js')).alertsChannelsCommand },
  {
    name: 'alerts test-channel',
    load: async () => (await import('./alerts-test-channel.js')).alertsTestChannelCommand,
  },
];
