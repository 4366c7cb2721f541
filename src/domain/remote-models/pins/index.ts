export {
  type CanaryComparison,
  compareCanaries,
  demandTelling,
  printCanaries,
  readCanaries,
} from './canaries.js';
export { type Endpoint, isPin, MARK_BYTES, MOST_PIN_BYTES, type Pin, printPin, readPin } from './pin.js';
