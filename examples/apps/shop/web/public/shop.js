const list = document.querySelector('#products')
const message = document.querySelector('#message')

function formatPrice(cents) {
  return (cents / 100).toLocaleString('en', { style: 'currency', currency: 'EUR' })
}

async function callApi(path, options) {
  const answer = await fetch(`/api${path}`, options)
  const body = await answer.json()
  if (!answer.ok) throw new Error(body.error)
  return body
}

function buildItem(product) {
  const item = document.createElement('li')
  const text = document.createElement('span')
  text.textContent = `${product.name}, ${formatPrice(product.priceCents)}, ${product.stock} left`
  const button = document.createElement('button')
  button.textContent = `Order ${product.name}`
  button.disabled = product.stock === 0
  button.addEventListener('click', () => order(product.sku))
  item.append(text, button)
  return item
}

async function showProducts() {
  const { items } = await callApi('/products')
  list.replaceChildren(...items.map(buildItem))
}

async function order(sku) {
  try {
    const placed = await callApi('/orders', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ sku, quantity: 1 }),
    })
    await showProducts()
    message.textContent = `Ordered for ${formatPrice(placed.totalCents)}, number ${placed.id}`
  } catch (error) {
    message.textContent = error.message
  }
}

try {
  await showProducts()
  message.textContent = ''
} catch (error) {
  message.textContent = error.message
}
