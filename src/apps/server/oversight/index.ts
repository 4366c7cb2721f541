import { casesCommands } from '../../cli/commands/cases/index.js';
import { defineRoom } from '../../rooms/define/index.js';

export const oversight = defineRoom({
  name: 'oversight',
  title: 'Human review and appeals',
  commands: casesCommands,
  load: async () => (await import('./room.js')).oversightParts,
});
