import { simulateCommands } from '../../cli/commands/simulate/index.js';
import { defineRoom } from '../../rooms/define/index.js';

export const feedbackLoops = defineRoom({
  name: 'feedback-loops',
  title: 'Feedback loops',
  commands: simulateCommands,
});
