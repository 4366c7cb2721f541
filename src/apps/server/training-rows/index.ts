import { trainingCommands } from '../../cli/commands/training/index.js';
import { defineRoom } from '../../rooms/define/index.js';

export const trainingRows = defineRoom({
  name: 'training-rows',
  title: 'Rows for a retraining',
  commands: trainingCommands,
  load: async () => (await import('./room.js')).trainingRowsParts,
});
