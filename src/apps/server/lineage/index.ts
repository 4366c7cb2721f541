import { lineageCommands } from '../../cli/commands/lineage/index.js';
import { defineRoom } from '../../rooms/define/index.js';

export const lineage = defineRoom({
  name: 'lineage',
  title: 'From what versions were made',
  commands: lineageCommands,
  load: async () => (await import('./room.js')).lineageParts,
});
