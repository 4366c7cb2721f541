import { learningCommands } from '../../cli/commands/learning/index.js';
import { defineRoom } from '../../rooms/define/index.js';

export const learning = defineRoom({
  name: 'learning',
  title: 'Training of models',
  commands: learningCommands,
});
