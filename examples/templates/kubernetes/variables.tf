variable "waybill" {
  description = "Workspace, app, source and components, as Waybill writes them to waybill.auto.tfvars.json."
  type        = any
}

variable "registry" {
  description = "Where the images are."
  type        = string
}

variable "image_tag" {
  description = "Tag of the images; null for the commit of the app."
  type        = string
  default     = null
}

variable "domain" {
  description = "Domain of the frontends; null for addresses in the cluster only."
  type        = string
  default     = null
}

variable "replicas" {
  description = "Pods of each component."
  type        = number
  default     = 1
}
