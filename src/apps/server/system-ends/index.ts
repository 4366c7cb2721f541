import { systemCommands } from '../../cli/commands/system/index.js';
import { defineRoom } from '../../rooms/define/index.js';

export const systemEnds = defineRoom({
  name: 'system-ends',
  title: 'Ends of systems',
  commands: systemCommands,
  load: async () => (await import('./room.js')).systemEndParts,
});
