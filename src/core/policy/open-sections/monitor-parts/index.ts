/** Parts of the section `monitor`, each with its shape and its mistakes. */

export { durationMistakes, durations, type WrittenDuration } from './durations.js';
