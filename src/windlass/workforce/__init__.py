"""What changes in each worker's pay and hours, told without telling on anyone."""
