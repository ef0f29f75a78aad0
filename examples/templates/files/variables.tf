variable "waybill" {
  description = "Workspace, app, source and components, as Waybill writes them to waybill.auto.tfvars.json."
  type        = any
}

variable "output_dir" {
  description = "Folder below which each workspace gets one of its own."
  type        = string
  default     = "/tmp/waybill-files"

  validation {
    # A relative path would lie in the run's own directory, which goes when the run ends.
    condition     = can(regex("^(/|~/).", var.output_dir))
    error_message = "The output folder must be an absolute path or begin with ~/."
  }
}
