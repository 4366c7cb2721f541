import { gateCommands } from '../../cli/commands/gate/index.js';
import { defineRoom } from '../../rooms/define/index.js';

export const gates = defineRoom({
  name: 'gates',
  title: 'Gates',
  commands: gateCommands,
  load: async () => (await import('./room.js')).gateParts,
});
