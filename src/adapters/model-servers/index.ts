/**
 * Models behind a network: Open Inference Protocol, MLflow, TensorFlow Serving, and any JSON over HTTP by a template.
 *
 * @packageDocumentation
 */

export { answerLater } from '../../domain/explanations/context/index.js';
export { isModelAddress, type ModelAddress, PROTOCOLS, type Protocol, parseAddress, parseUrl } from './address.js';
export { type AskerOptions, type RemoteHost, remoteAsker } from './ask-endpoint.js';
export { askText, type HttpOptions } from './http.js';
export { type HttpTemplate, readHttpTemplate } from './http-template.js';
export { oneScore } from './one-score.js';
export { compareWithRuntime } from './onnx-canary.js';
export { openOnnxRuntime } from './onnx-runtime.js';
export { openServer, openTemplate, type ServerOptions } from './open-server.js';
export type { ModelServer, ServerDescription } from './protocol.js';
export { bindRemote, type RemoteModel, type RemoteOptions } from './remote-model.js';
