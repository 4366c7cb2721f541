export {
  ACTIVATIONS,
  type Activation,
  type ActivationName,
  clipped,
  elu,
  hardSigmoid,
  leaky,
  OTHER_ACTIVATIONS,
} from './activations.js';
export { activate, product, softmaxStep, windowMax } from './curved-steps.js';
export type { NetworkEncoder } from './encoder.js';
export { convolution, dense, pick, scaled, sumOf, windowSums } from './linear-steps.js';
export { type Network, network } from './network.js';
export {
  type InputGradients,
  inputGradients,
  type NetworkModel,
  networkModel,
  publishingNetwork,
} from './network-model.js';
export type { Near, NetworkStep } from './step.js';
