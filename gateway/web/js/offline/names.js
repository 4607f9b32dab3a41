/** A name that nothing else has; `crypto.randomUUID` is only there by HTTPS. */
export const newName = () => Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('-');
