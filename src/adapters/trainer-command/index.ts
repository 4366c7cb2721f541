export { openTrainer, readCommand } from './trainer.js';
