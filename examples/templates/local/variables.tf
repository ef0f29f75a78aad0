variable "waybill" {
  description = "Workspace, app, source and components, as Waybill writes them to waybill.auto.tfvars.json."
  type        = any
}

variable "domain" {
  description = "Host name in the addresses."
  type        = string
  default     = "localhost"

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$", var.domain))
    error_message = "The domain must be a host name in lower case, such as localhost or dev.example.com."
  }
}

variable "base_port" {
  description = "Port of the first component; null for the ports of the manifest."
  type        = number
  default     = null

  validation {
    # Not "null || …": before Terraform 1.12 both sides of || are evaluated.
    condition = var.base_port == null ? true : (
      var.base_port >= 1 && var.base_port <= 65535 && floor(var.base_port) == var.base_port
    )
    error_message = "The base port must be a whole number from 1 to 65535."
  }
}
