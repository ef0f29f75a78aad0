# A module that keeps a book of what it makes: every create and destroy is one line, appended in one write
# (POSIX write(2) with O_APPEND). What it says goes to the run's log, one line per line of the book.

variable "waybill" { type = any }
variable "size" { type = number }
variable "round" { type = number }
variable "pause" { type = number }

locals {
  input = { key = var.waybill.workspace.key, pause = var.pause }
}

# Half of them are replaced when `round` changes.
resource "terraform_data" "first" {
  count            = var.size
  input            = local.input
  triggers_replace = [count.index % 2 == 0 ? var.round : 0]

  provisioner "local-exec" {
    command = "sleep ${self.input.pause}; echo 'create ${self.input.key} terraform_data.first[${count.index}] ${self.id}' >>$CRASH_LEDGER; echo 'made ${self.id}'"
  }
  provisioner "local-exec" {
    when    = destroy
    command = "sleep ${self.input.pause}; echo 'destroy ${self.input.key} terraform_data.first[${count.index}] ${self.id}' >>$CRASH_LEDGER; echo 'unmade ${self.id}'"
  }
}

resource "terraform_data" "second" {
  count            = var.size
  input            = local.input
  triggers_replace = [count.index % 2 == 0 ? var.round : 0]
  depends_on       = [terraform_data.first]

  provisioner "local-exec" {
    command = "sleep ${self.input.pause}; echo 'create ${self.input.key} terraform_data.second[${count.index}] ${self.id}' >>$CRASH_LEDGER; echo 'made ${self.id}'"
  }
  provisioner "local-exec" {
    when    = destroy
    command = "sleep ${self.input.pause}; echo 'destroy ${self.input.key} terraform_data.second[${count.index}] ${self.id}' >>$CRASH_LEDGER; echo 'unmade ${self.id}'"
  }
}

output "endpoints" {
  value = {}
}
