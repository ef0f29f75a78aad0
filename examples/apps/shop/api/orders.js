import { randomUUID } from 'node:crypto'

/** A refusal the caller can mend; `status` is the HTTP status it answers. */
export class OrderError extends Error {
  constructor(status, message) {
    super(message)
    this.status = status
  }
}

/** Orders and stock in memory: gone when the process ends. */
export class Orders {
  #orders = new Map()
  #products

  constructor(products) {
    this.#products = new Map(products.map(product => [product.sku, { ...product }]))
  }

  listProducts() {
    return [...this.#products.values()]
  }

  find(id) {
    return this.#orders.get(id)
  }

  /** Takes the quantity out of the stock and remembers the order. */
  create({ sku, quantity }) {
    const product = this.#products.get(sku)
    if (product === undefined) throw new OrderError(422, `there is no product "${sku}"`)
    if (!Number.isInteger(quantity) || quantity < 1) throw new OrderError(422, 'quantity must be 1 or more')
    if (quantity > product.stock) throw new OrderError(409, `only ${product.stock} of "${sku}" are left`)
    product.stock -= quantity
    const order = { id: randomUUID(), sku, quantity, totalCents: quantity * product.priceCents }
    this.#orders.set(order.id, order)
    return order
  }
}
