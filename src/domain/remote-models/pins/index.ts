export {
  type CanaryComparison,
  compareCanaries,
  demandTelling,
  printCanaries,
  readCanaries,
} from './canaries.js';
export { type Endpoint, isPin, MOST_PIN_BYTES, type Pin, printPin, readPin } from './pin.js';
