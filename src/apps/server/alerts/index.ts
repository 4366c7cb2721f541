import { alertCommands } from '../../cli/commands/alerts/index.js';
import { defineRoom } from '../../rooms/define/index.js';

export const alerts = defineRoom({
  name: 'alerts',
  title: 'Alerts',
  commands: alertCommands,
  load: async () => (await import('./room.js')).alertParts,
});
