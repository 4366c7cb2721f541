import { monitorCommands } from '../../cli/commands/monitor/index.js';
import { defineRoom } from '../../rooms/define/index.js';

export const monitor = defineRoom({
  name: 'monitor',
  title: 'The live monitor',
  commands: monitorCommands,
  load: async () => (await import('./room.js')).monitorParts,
});
