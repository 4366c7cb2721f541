import { stopCommands } from '../../cli/commands/stop/index.js';
import { defineRoom } from '../../rooms/define/index.js';

export const stops = defineRoom({
  name: 'stops',
  title: 'The stop switch',
  commands: stopCommands,
  load: async () => (await import('./room.js')).stopParts,
});
