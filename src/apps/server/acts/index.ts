import { agreementCommands } from '../../cli/commands/agreement/index.js';
import { defineRoom } from '../../rooms/define/index.js';

export const acts = defineRoom({
  name: 'acts',
  title: 'Acts that take two persons',
  commands: agreementCommands,
  load: async () => (await import('./room.js')).actsParts,
});
