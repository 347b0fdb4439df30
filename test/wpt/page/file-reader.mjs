/** FileReader, as far as the tests read blobs with it. */
export class FileReader extends EventTarget {
  result = null;
  error = null;
  readyState = 0;
  onload = null;
  onerror = null;
  onloadend = null;

  readAsArrayBuffer(blob) {
    void this.#read(() => blob.arrayBuffer());
  }

  readAsText(blob) {
    void this.#read(() => blob.text());
  }

  readAsDataURL(blob) {
    const encode = (bytes) => `data:${blob.type};base64,${Buffer.from(bytes).toString('base64')}`;
    void this.#read(async () => encode(await blob.arrayBuffer()));
  }

  async #read(load) {
    this.readyState = 1;
    const type = await this.#settle(load);
    this.readyState = 2;
    this.#fire(type);
    this.#fire('loadend');
  }

  async #settle(load) {
    try {
      this.result = await load();
      return 'load';
    } catch (error) {
      this.error = error;
      return 'error';
    }
  }

  #fire(type) {
    const event = new ProgressEvent(type);
    this[`on${type}`]?.call(this, event);
    this.dispatchEvent(event);
  }
}
